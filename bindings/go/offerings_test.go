// SPDX-License-Identifier: Apache-2.0

package toll

import (
	"errors"
	"testing"
)

func wantedInEU() []PlanConstraint {
	place, soc2 := NewPlanConstraint(), NewPlanConstraint()
	place.Topic, place.Words, place.IsStrict = TopicProcessing, "eu", 1
	soc2.Topic, soc2.IsStrict = TopicSoc2, 1
	return []PlanConstraint{place, soc2}
}

func TestOfferings(t *testing.T) {
	var rejectedBy []uint64
	standings := map[string]Standing{"openai/api": StandingAction, "anthropic/api": StandingRejected, "deepseek/api": StandingRejected}
	for id, standing := range standings {
		offering := must[Offering](t)(FindOffering(id))
		facts := must[[]OfferingFact](t)(OfferingFacts(id))
		verdict, reasons, err := CheckOffering(wantedInEU(), offering, facts)
		if err != nil || verdict.Verdict != standing || len(reasons) != 2 || reasons[0].Source == "" {
			t.Errorf("%s: %+v %+v %v", id, verdict, reasons, err)
		}
		rejectedBy = append(rejectedBy, verdict.RejectedBy)
	}
	drop, back, err := FindRelaxation(rejectedBy)
	if err != nil || drop != 1 || back != 1 {
		t.Errorf("%d %d %v", drop, back, err)
	}
}

func TestConstraintsImply(t *testing.T) {
	air := NewPlanConstraint()
	air.Topic = TopicAirGap
	all := must[[]PlanConstraint](t)(DeriveConstraints([]PlanConstraint{air}))
	if len(all) != 5 || all[1].ImpliedBy != 1 || TopicName(all[1].Topic) != "on_premises" {
		t.Errorf("%+v", all)
	}
}

func TestLicenseFacts(t *testing.T) {
	for _, fact := range must[[]OfferingFact](t)(LicenseFacts("llama-4-scout")) {
		if fact.Topic == TopicEuDomicile && fact.State != StateNo {
			t.Errorf("%+v", fact)
		}
	}
}

func TestPlacesAreChecked(t *testing.T) {
	if err := CheckPlace("de"); err != nil {
		t.Error(err)
	}
	if err := CheckPlace("europe"); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
	bad := wantedInEU()
	bad[0].Words = "europe"
	if _, _, err := CheckOffering(bad, NewOffering(), nil); !errors.Is(err, ErrUnknownID) {
		t.Error(err)
	}
}

func TestShadowPrices(t *testing.T) {
	var dear, cheap PlanCandidate
	dear.FixedUSDPerHour, cheap.FixedUSDPerHour = Range{20, 20, 20}, Range{12, 12, 12}
	cheap.RejectedBy = 3
	shadows := must[[]PlanShadow](t)(EstimateShadows([]PlanCandidate{dear, cheap}, 1, []uint64{1, 3}, 1, 10))
	alone, _ := shadows[0].SavedUSDPerHour.Get()
	both, known := shadows[1].SavedUSDPerHour.Get()
	if !known || alone.Mid != 0 || both.Mid != 8 {
		t.Errorf("%+v", shadows)
	}
	if _, err := EstimateShadows([]PlanCandidate{dear}, 1, []uint64{0}, 1, 10); !errors.Is(err, ErrRange) {
		t.Errorf("%v", err)
	}
	if _, err := EstimateShadows(nil, 1, []uint64{1}, 1, 10); !errors.Is(err, ErrRange) {
		t.Errorf("%v", err)
	}
}
