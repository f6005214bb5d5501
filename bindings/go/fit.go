// SPDX-License-Identifier: Apache-2.0

// A deployment that does not fit in memory: an error, unless the load assumes that it does.

package toll

import (
	"errors"
	"fmt"
	"math"
)

// A DoesNotFit says that the weights and one request of a load do not fit, so that there is no estimate. Load.AssumeFit 1
// asks for one nevertheless.
type DoesNotFit struct {
	What          string           // "llama-3.1-70b bf16 on 1 x h100-sxm5-80gb"
	ContextTokens int64            // tokens of the request, its answer included
	MarginBytes   int64            // what the fullest accelerator has left; below 0: what it lacks
	Fewest        Optional[Fewest] // the fewest accelerators that hold it; GPUs 0: none of the layouts that were tried
}

const bytesPerGB = 1e9

// Error says what is missing and what would do.
func (e *DoesNotFit) Error() string {
	remedy := ""
	if fewest, known := e.Fewest.Get(); known && fewest.GPUs > 0 {
		remedy = fmt.Sprintf("; %d accelerators hold it (TP %d, PP %d, DP %d)", fewest.GPUs, fewest.TP, fewest.PP, fewest.DP)
	} else if known {
		remedy = fmt.Sprintf("; no layout of up to %d accelerators holds it", searchedGPUs)
	}
	return fmt.Sprintf("%s does not fit with a request of %d tokens: %.1f GB are missing on the fullest accelerator%s; "+
		"AssumeFit 1 estimates it nevertheless", e.What, e.ContextTokens, -float64(e.MarginBytes)/bytesPerGB, remedy)
}

const searchedGPUs = 64

// Fits tells whether the weights and one request of the load's length do, on every attention replica.
func (d *Deployment) Fits(load Load) (bool, error) {
	lone := Load{InputTokens: load.InputTokens, OutputTokens: load.OutputTokens}
	result, err := d.serve(lone)
	return result.Fit != FitNo, err
}

// refuseUnfit is the error for a result of such flags; nil where it has estimates.
func (d *Deployment) refuseUnfit(load Load, flags Flag) error {
	if flags&FlagNoFit == 0 || load.AssumeFit != 0 {
		return nil
	}
	return d.doesNotFit(load)
}

func (d *Deployment) doesNotFit(load Load) error {
	context := int64(math.Ceil(orDefault(load.InputTokens, NewLoad().InputTokens) +
		orDefault(load.OutputTokens, NewLoad().OutputTokens)))
	replicas := orOne(d.Setup.Layout.DP)
	memory, err := d.Memory(replicas, context)
	if err != nil {
		return err
	}
	found := &DoesNotFit{What: d.String(), ContextTokens: context, MarginBytes: memory.MarginBytes}
	if fewest, err := d.Setup.FewestGPUs(replicas, context, searchedGPUs); err == nil {
		found.Fewest = Some(fewest)
	}
	return found
}

// unfitInstead is DoesNotFit for a call that was refused since the load does not assume that it fits.
func (d *Deployment) unfitInstead(load Load, err error) error {
	var refused *Error
	if errors.As(err, &refused) && refused.Code == ErrConflict && refused.Field == "assume_fit" {
		return d.doesNotFit(load)
	}
	return err
}

// unfitByName is DoesNotFit for a price that was refused since the deployment of these names does not fit.
func unfitByName(hw, model, precision string, tp int64, load Load, err error) error {
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != ErrConflict || refused.Field != "fit" {
		return err
	}
	d, failed := Deploy(hw, model, precision, Options{TP: tp})
	if failed != nil {
		return failed
	}
	return d.doesNotFit(load)
}

// refuseRows looks at the longest row without figures in time: it is unstable, or does not fit.
func (d *Deployment) refuseRows(inputTokens, outputTokens, ttftSeconds []float64) error {
	longest, found := Load{}, false
	for i, ttft := range ttftSeconds {
		if ttft == 0 && (!found || inputTokens[i]+outputTokens[i] > longest.InputTokens+longest.OutputTokens) {
			longest, found = Load{InputTokens: inputTokens[i], OutputTokens: outputTokens[i]}, true
		}
	}
	if !found {
		return nil
	}
	fits, err := d.Fits(longest)
	if err != nil || fits {
		return err
	}
	return d.doesNotFit(longest)
}

func orDefault(value, otherwise float64) float64 {
	if value == 0 {
		return otherwise
	}
	return value
}
