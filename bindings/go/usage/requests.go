// SPDX-License-Identifier: Apache-2.0

// Requests that stand in several lines: each is priced once, by the state with the largest output, which is the last.

package usage

import "libtoll.dev/toll"

// States of one request stand near each other, but those of an agent's helpers come in between.
const openRequests = 64

type request struct {
	id     [2]uint64
	record *Record
	maker  string
}

type requestVerdict int

const (
	requestKept   requestVerdict = iota // a new request
	requestMerged                       // another state, of no more output, or of an open request
	requestLate                         // more output than what was priced long before
)

// requests are the open ones in the order of their first lines, and the output of those that are done with.
type requests struct {
	open   []*request
	closed map[[2]uint64]int64
}

// take takes a state; where too many are open, the oldest comes back, to be priced now.
func (s *requests) take(state *request) (oldest *request, verdict requestVerdict) {
	output := state.record.Quantities[toll.MeterOutput]
	for i, known := range s.open {
		if known.id != state.id {
			continue
		}
		if output >= known.record.Quantities[toll.MeterOutput] {
			s.open[i] = state
		}
		return nil, requestMerged
	}
	if priced, found := s.closed[state.id]; found {
		if output > priced {
			return nil, requestLate
		}
		return nil, requestMerged
	}
	if len(s.open) == openRequests {
		oldest = s.open[0]
		s.close(oldest)
		s.open = append(s.open[:0], s.open[1:]...)
	}
	s.open = append(s.open, state)
	return oldest, requestKept
}

func (s *requests) close(done *request) {
	if s.closed == nil {
		s.closed = map[[2]uint64]int64{}
	}
	s.closed[done.id] = done.record.Quantities[toll.MeterOutput]
}

// drain gives all that are open, oldest first.
func (s *requests) drain() []*request {
	open := s.open
	s.open = nil
	return open
}
