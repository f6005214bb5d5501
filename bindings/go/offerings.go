// SPDX-License-Identifier: Apache-2.0

// Vendors held against constraints of law, place and people: allowed, needs an action, or rejected, with reasons.

package toll

// #include <toll.h>
import "C"

const (
	constraintBytes = C.uint64_t(C.sizeof_toll_plan_constraint)
	offeringBytes   = C.uint64_t(C.sizeof_toll_catalog_offering_fact)
	reasonBytes     = C.uint64_t(C.sizeof_toll_plan_reason)
)

// TopicName is the name of a topic in the catalog, "soc2"; empty for a number that is no topic.
func TopicName(topic Topic) string {
	return C.GoString(C.toll_plan_get_topic(C.uint32_t(topic)))
}

// CheckPlace tells whether a word is a place: a country's code, "eu", "eea", "apac", "global", "site" or "none".
func CheckPlace(word string) error {
	var e C.toll_error
	data, length := textPointer(word)
	return check(C.toll_plan_check_place(data, length, &e), &e)
}

// FindOffering is a vendor's service by id, "openai/api".
func FindOffering(name string) (offering Offering, err error) {
	index, err := Find(TableOffering, name)
	if err != nil {
		return offering, err
	}
	c := freshOffering()
	var e C.toll_error
	err = check(C.toll_catalog_get_offering(C.uint64_t(index), &c, &e), &e)
	offering.fromC(&c)
	return offering, err
}

func fromFactRows(rows []C.toll_catalog_offering_fact) []OfferingFact {
	facts := make([]OfferingFact, len(rows))
	for i := range rows {
		facts[i].fromC(&rows[i])
	}
	return facts
}

// OfferingFacts is what sources say of a vendor's service; what no row says is not known.
func OfferingFacts(name string) ([]OfferingFact, error) {
	index, err := Find(TableOffering, name)
	if err != nil {
		return nil, err
	}
	var count C.uint64_t
	var e C.toll_error
	C.toll_catalog_get_offering_facts(C.uint64_t(index), nil, 0, offeringBytes, &count, &e)
	rows := make([]C.toll_catalog_offering_fact, count)
	status := C.toll_catalog_get_offering_facts(C.uint64_t(index), (*C.toll_catalog_offering_fact)(first(rows)), count,
		offeringBytes, &count, &e)
	return fromFactRows(rows), check(status, &e)
}

// LicenseFacts is what a model's licence permits, as facts of a site that runs it; empty: the licence is not known.
func LicenseFacts(modelName string) ([]OfferingFact, error) {
	index, err := Find(TableModel, modelName)
	if err != nil {
		return nil, err
	}
	var count C.uint64_t
	var e C.toll_error
	rows := make([]C.toll_catalog_offering_fact, C.TOLL_LICENSE_FACTS_MAX)
	status := C.toll_catalog_get_license_facts(C.uint64_t(index), (*C.toll_catalog_offering_fact)(first(rows)),
		C.uint64_t(len(rows)), offeringBytes, &count, &e)
	return fromFactRows(rows[:count]), check(status, &e)
}

func constraintRows(constraints []PlanConstraint) ([]C.toll_plan_constraint, error) {
	rows := make([]C.toll_plan_constraint, len(constraints))
	for i := range constraints {
		if err := constraints[i].toC(&rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// DeriveConstraints is the constraints and those that they imply, as the catalog has it.
func DeriveConstraints(constraints []PlanConstraint) ([]PlanConstraint, error) {
	rows, err := constraintRows(constraints)
	if err != nil {
		return nil, err
	}
	var count C.uint64_t
	var e C.toll_error
	derived := make([]C.toll_plan_constraint, C.TOLL_PLAN_CONSTRAINTS_MAX)
	status := C.toll_plan_derive_constraints((*C.toll_plan_constraint)(first(rows)), C.uint64_t(len(rows)),
		constraintBytes, (*C.toll_plan_constraint)(first(derived)), C.uint64_t(len(derived)), constraintBytes, &count, &e)
	all := make([]PlanConstraint, count)
	for i := range all {
		all[i].fromC(&derived[i])
	}
	return all, check(status, &e)
}

// CheckOffering holds an offering, and what is known of it, against constraints: the verdict, and a reason for each.
func CheckOffering(constraints []PlanConstraint, offering Offering, facts []OfferingFact) (verdict PlanVerdict,
	reasons []PlanReason, err error) {
	rows, err := constraintRows(constraints)
	if err != nil {
		return verdict, nil, err
	}
	o := freshOffering()
	if err = offering.toC(&o); err != nil {
		return verdict, nil, err
	}
	known := make([]C.toll_catalog_offering_fact, len(facts))
	for i := range facts {
		if err = facts[i].toC(&known[i]); err != nil {
			return verdict, nil, err
		}
	}
	var e C.toll_error
	v := freshPlanVerdict()
	told := make([]C.toll_plan_reason, len(rows))
	status := C.toll_plan_check_offering((*C.toll_plan_constraint)(first(rows)), C.uint64_t(len(rows)), constraintBytes,
		&o, (*C.toll_catalog_offering_fact)(first(known)), C.uint64_t(len(known)), offeringBytes, &v,
		(*C.toll_plan_reason)(first(told)), C.uint64_t(len(told)), reasonBytes, &e)
	if err = check(status, &e); err != nil {
		return verdict, nil, err
	}
	verdict.fromC(&v)
	reasons = make([]PlanReason, len(told))
	for i := range told {
		reasons[i].fromC(&told[i])
	}
	return verdict, reasons, nil
}

// FindRelaxation is the fewest constraints to give up so that something comes back: bits of their rows, and how many
// offerings come back. rejectedBy holds the RejectedBy of each verdict.
func FindRelaxation(rejectedBy []uint64) (drop uint64, back int64, err error) {
	sets := make([]C.uint64_t, len(rejectedBy))
	for i, set := range rejectedBy {
		sets[i] = C.uint64_t(set)
	}
	var d C.uint64_t
	var b C.int64_t
	var e C.toll_error
	err = check(C.toll_plan_find_relaxation((*C.uint64_t)(first(sets)), C.uint64_t(len(sets)), &d, &b, &e), &e)
	return uint64(d), int64(b), err
}

// EstimateShadows is what each set of constraints costs: the cheapest candidate with them less the cheapest without, by
// draws of prices and capacities. drops are bits, as in RejectedBy.
func EstimateShadows(candidates []PlanCandidate, requestsPerSecond float64, drops []uint64, seed, draws uint64) ([]PlanShadow, error) {
	rows := make([]C.toll_plan_candidate, len(candidates))
	for i := range candidates {
		if err := candidates[i].toC(&rows[i]); err != nil {
			return nil, err
		}
	}
	sets := make([]C.uint64_t, len(drops))
	for i, set := range drops {
		sets[i] = C.uint64_t(set)
	}
	size := C.toll_plan_shadow_size(C.uint64_t(len(rows)), C.uint64_t(len(sets)), C.uint64_t(draws))
	work := make([]C.uint64_t, size/8+1)
	found := make([]C.toll_plan_shadow, len(sets))
	var e C.toll_error
	status := C.toll_plan_estimate_shadows((*C.toll_plan_candidate)(first(rows)), C.uint64_t(len(rows)),
		C.uint64_t(C.sizeof_toll_plan_candidate), C.double(requestsPerSecond), (*C.uint64_t)(first(sets)),
		C.uint64_t(len(sets)), C.uint64_t(seed), C.uint64_t(draws), (*C.toll_plan_shadow)(first(found)),
		C.uint64_t(len(found)), C.uint64_t(C.sizeof_toll_plan_shadow), first(work), size, &e)
	if err := check(status, &e); err != nil {
		return nil, err
	}
	shadows := make([]PlanShadow, len(found))
	for i := range found {
		shadows[i].fromC(&found[i])
	}
	return shadows, nil
}
