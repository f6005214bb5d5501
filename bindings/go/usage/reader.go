// SPDX-License-Identifier: Apache-2.0

// Package usage reads logs of usage records, JSON by line, and prices each request.
//
// A log may hold the responses of several vendors, streams, spans of OpenTelemetry and the sessions of coding agents; each
// record is told by its keys, and its counts become inclusive totals:
//
//	reader, err := usage.NewReader(file, usage.Options{})
//	defer reader.Close()
//	for {
//		record, err := reader.Next()
//		if err == io.EOF {
//			break
//		}
//		...
//	}
//
// Nothing is lost in silence. A line that can't be read is a [*LineError] with its number and reason, and reading goes on.
// A record without a price has an error in Unpriced, and no Bill. A request that stands in several lines, as the sessions
// of agents have them, comes once, with its last state.
//
// The package needs libtoll-io besides libtoll. A Reader belongs to one goroutine at a time.
package usage

/*
#include <stdlib.h>
#include <toll_io.h>
*/
import "C"

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"
	"unsafe"

	"libtoll.dev/toll"
)

// TextLimit is the longest line that is read, bytes.
const TextLimit = C.TOLL_IO_TEXT_LIMIT

// Options are what a log does not tell. The zero value reads any shape at public prices.
type Options struct {
	Shape    string            // name of the shape that all records have, of Shapes; "": each is told by its keys
	Keys     map[string]string // a meter's or fact's name to a key of your own records, with dots for a path
	Model    string            // of records that tell none; so are the next four
	Provider string
	Tier     string
	Region   string
	Account  string
	At       time.Time  // of records that tell no instant; zero: these have no price
	Book     *toll.Book // prices; nil: the built-in book
}

// A Flag says what was not plain about a record.
type Flag uint64

// Flags of Record.Flags.
const (
	ReadBeside  Flag = C.TOLL_IO_USAGE_READ_BESIDE  // counts beside the total, though the shape has them inside
	ReadInside  Flag = C.TOLL_IO_USAGE_READ_INSIDE  // counts inside the total, though the shape has them beside
	OpenParts   Flag = C.TOLL_IO_USAGE_OPEN_PARTS   // a breakdown is null: its parts count as plain tokens
	Cut         Flag = C.TOLL_IO_USAGE_CUT          // a stream ended before its last count
	MergedKinds Flag = C.TOLL_IO_USAGE_MERGED_KINDS // kinds of a call with prices of their own are counted as one
	UnreadPart  Flag = C.TOLL_IO_USAGE_UNREAD_PART  // a part of a type that is not known is left out
	Share       Flag = C.TOLL_IO_USAGE_SHARE        // another model's share of a request
)

// A Record is one request: what was used, what the log says of it, and its bill.
type Record struct {
	Line       int // number of its line, from 1; of a stream the last
	Shape      string
	Model      string // as it stands there; "" is not told, here and below
	Provider   string
	Tier       string
	Region     string
	Account    string
	At         time.Time // zero: not told
	Quantities map[toll.Meter]int64
	Attributes map[string]string
	StatedCost *toll.Decimal // what the record says that it cost; nil: nothing
	Currency   string        // of StatedCost
	Flags      Flag

	Name     toll.BookName // what the model's name means in the book
	Bill     *toll.Bill    // nil: no price
	Unpriced error         // why; errors.Is(err, toll.ErrUnknownID): the book does not have the name
}

// A LineError is a line that was not read.
type LineError struct {
	Line int
	Err  error
}

// Error is "line 4: ...".
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap is the reason, so that errors.Is(err, toll.ErrSyntax) holds.
func (e *LineError) Unwrap() error { return e.Err }

// A Reader reads records one after the other.
type Reader struct {
	lines    *bufio.Reader
	reader   *C.toll_io_usage_reader
	pricer   *pricer
	at       time.Time
	line     int
	buffer   []byte
	queue    []outcome
	seen     requests
	isAtEnd  bool
	repeated int
	failed   error
}

type outcome struct {
	record *Record
	err    error
}

// Shapes are the names of all shapes.
func Shapes() []string {
	names := make([]string, 0, int(C.toll_io_usage_count_shapes()))
	for i := C.uint32_t(1); i < C.toll_io_usage_count_shapes(); i++ {
		names = append(names, C.GoString(C.toll_io_usage_get_shape(i)))
	}
	return names
}

// NewReader reads the lines of r. errors.Is(err, toll.ErrUnknownID): no shape, meter or fact has the name.
func NewReader(r io.Reader, options Options) (*Reader, error) {
	book := options.Book
	if book == nil {
		book = toll.PublicBook()
	}
	made := &Reader{lines: bufio.NewReaderSize(r, 1<<16), at: options.At, pricer: newPricer(book)}
	var e C.toll_error
	shape := C.CString(options.Shape)
	defer C.free(unsafe.Pointer(shape))
	status := C.toll_io_usage_open(shape, C.uint64_t(len(options.Shape)), &made.reader, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(made, (*Reader).Close)
	if err := made.configure(options); err != nil {
		made.Close()
		return nil, err
	}
	return made, nil
}

func (r *Reader) configure(options Options) error {
	for _, fact := range []struct {
		field C.uint32_t
		text  string
	}{{C.TOLL_IO_FIELD_MODEL, options.Model}, {C.TOLL_IO_FIELD_PROVIDER, options.Provider},
		{C.TOLL_IO_FIELD_TIER, options.Tier}, {C.TOLL_IO_FIELD_REGION, options.Region},
		{C.TOLL_IO_FIELD_ACCOUNT, options.Account}} {
		if fact.text == "" {
			continue
		}
		var e C.toll_error
		text := C.CString(fact.text)
		err := check(C.toll_io_usage_assume(r.reader, fact.field, text, C.uint64_t(len(fact.text)), &e), &e)
		C.free(unsafe.Pointer(text))
		if err != nil {
			return err
		}
	}
	for target, key := range options.Keys {
		var e C.toll_error
		to, from := C.CString(target), C.CString(key)
		err := check(C.toll_io_usage_map(r.reader, to, C.uint64_t(len(target)), from, C.uint64_t(len(key)), &e), &e)
		C.free(unsafe.Pointer(to))
		C.free(unsafe.Pointer(from))
		if err != nil {
			return err
		}
	}
	return nil
}

// Next is the next record. A *LineError is one line's, and Next may be called again; io.EOF is the end of the log; any
// other error is that of the io.Reader, and comes again.
func (r *Reader) Next() (*Record, error) {
	if r.reader == nil {
		return nil, errors.New("usage: the reader is closed")
	}
	for len(r.queue) == 0 {
		if r.isAtEnd {
			return nil, r.failed
		}
		r.readLine()
	}
	next := r.queue[0]
	r.queue = r.queue[1:]
	return next.record, next.err
}

// Repeated counts the lines that were states of a request which another line holds as well.
func (r *Reader) Repeated() int { return r.repeated }

// Close frees the reader. Records that were read stay.
func (r *Reader) Close() {
	if r.reader != nil {
		C.toll_io_usage_close(r.reader)
		r.reader = nil
	}
	runtime.SetFinalizer(r, nil)
}

// readLine reads one line into the queue, or the end of the log.
func (r *Reader) readLine() {
	text, isLong, err := r.nextLine()
	if err != nil {
		r.end(err)
		return
	}
	r.line++
	if isLong {
		r.refuse(&toll.Error{Code: toll.ErrRange, Field: "length", Row: -1,
			Message: fmt.Sprintf("the line is longer than %d bytes", TextLimit)})
		return
	}
	if r.line == 1 {
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	}
	if text = bytes.TrimSpace(text); len(text) > 0 {
		r.readText(text)
	}
}

// nextLine is a line without its end, in r.buffer; of one that is too long nothing is kept.
func (r *Reader) nextLine() (text []byte, isLong bool, err error) {
	r.buffer = r.buffer[:0]
	for {
		piece, err := r.lines.ReadSlice('\n')
		if len(r.buffer)+len(piece) <= TextLimit {
			r.buffer = append(r.buffer, piece...)
		} else {
			isLong = true
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(piece)+len(r.buffer) > 0:
			return r.buffer, isLong, nil
		default:
			return r.buffer, isLong, err
		}
	}
}

func (r *Reader) refuse(err error) {
	r.queue = append(r.queue, outcome{nil, &LineError{r.line, err}})
}

// readText reads the records of a text; C keeps its address between them, so it gets a copy of its own.
func (r *Reader) readText(text []byte) {
	var u C.toll_io_usage
	var e C.toll_error
	memory := C.CBytes(text)
	defer C.free(memory)
	size := C.uint64_t(unsafe.Sizeof(u))
	status := C.toll_io_usage_read(r.reader, (*C.char)(memory), C.uint64_t(len(text)), &u, size, &e)
	r.take(status, &e, &u)
	for C.toll_io_usage_count_left(r.reader) > 0 {
		status = C.toll_io_usage_next(r.reader, &u, size, &e)
		r.take(status, &e, &u)
	}
}

func (r *Reader) take(status C.toll_status, e *C.toll_error, u *C.toll_io_usage) {
	if err := check(status, e); err != nil {
		r.refuse(err)
		return
	}
	switch u.kind {
	case C.TOLL_IO_USAGE_NOTHING:
	case C.TOLL_IO_USAGE_SNAPSHOT:
		r.takeState(u)
	default:
		r.emit(r.recordOf(u), C.GoString(C.toll_io_usage_get_maker(u.shape)))
	}
}

// takeState holds a state of a request until later requests show that it was the last.
func (r *Reader) takeState(u *C.toll_io_usage) {
	state := &request{id: [2]uint64{uint64(u.id_low), uint64(u.id_high)}, record: r.recordOf(u),
		maker: C.GoString(C.toll_io_usage_get_maker(u.shape))}
	oldest, verdict := r.seen.take(state)
	if oldest != nil {
		r.emit(oldest.record, oldest.maker)
	}
	switch verdict {
	case requestMerged:
		r.repeated++
	case requestLate:
		r.refuse(errors.New("a later state, with more output, of a request that was priced long before it"))
	}
}

func (r *Reader) emit(record *Record, maker string) {
	if record.At.IsZero() {
		record.At = r.at
	}
	r.pricer.price(record, maker)
	r.queue = append(r.queue, outcome{record, nil})
}

// end takes what is open: a stream that was cut off, and requests whose last state has been seen.
func (r *Reader) end(err error) {
	var u C.toll_io_usage
	var e C.toll_error
	r.isAtEnd, r.failed = true, err
	r.take(C.toll_io_usage_finish(r.reader, &u, C.uint64_t(unsafe.Sizeof(u)), &e), &e, &u)
	for _, open := range r.seen.drain() {
		r.emit(open.record, open.maker)
	}
}

func (r *Reader) recordOf(u *C.toll_io_usage) *Record {
	record := &Record{Line: r.line, Shape: C.GoString(C.toll_io_usage_get_shape(u.shape)), Model: C.GoString(&u.model[0]),
		Provider: C.GoString(&u.provider[0]), Tier: C.GoString(&u.tier[0]), Region: C.GoString(&u.region[0]),
		Account: C.GoString(&u.account[0]), Flags: Flag(u.flags),
		Quantities: make(map[toll.Meter]int64, int(u.n_usage)), Attributes: map[string]string{}}
	for _, pair := range u.usage[:int(u.n_usage)] {
		record.Quantities[toll.Meter(pair.meter)] = int64(pair.quantity)
	}
	for i := range u.attributes[:int(u.n_attributes)] {
		attribute := &u.attributes[i]
		record.Attributes[C.GoString(&attribute.key[0])] = C.GoString(&attribute.value[0])
	}
	if u.known&C.TOLL_IO_USAGE_AT != 0 {
		record.At = time.Unix(int64(u.at_s), 0).UTC()
	}
	if u.known&C.TOLL_IO_USAGE_COST != 0 {
		record.StatedCost, record.Currency = decimalOf(int64(u.stated_cost.coef), int(u.stated_cost.scale)), C.GoString(&u.currency[0])
	}
	return record
}

func check(status C.toll_status, e *C.toll_error) error {
	if status == C.TOLL_OK {
		return nil
	}
	return &toll.Error{Code: toll.Status(status), Field: C.GoString(&e.field[0]), Row: -1, Message: C.GoString(&e.message[0])}
}
