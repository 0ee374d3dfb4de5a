"""rtqa's second calculation, without a machine file: `pip install rtqa`."""

import json
import sys
from pathlib import Path

import numpy as np

import rtqa
from rtqa.geometry.outlines import Outlines
from rtqa.messages import Unknown
from rtqa.transport.patient import build_patient
from rtqa.transport.prepared_beams import calculate_beams, prepare_beams

treatment = rtqa.read_case(sys.argv[1]).treatment
points_mm = np.array(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
beams = prepare_beams(treatment.plan)
patient = build_patient(treatment, Outlines.of_set(treatment.structure_set))
if isinstance(beams, Unknown) or isinstance(patient, Unknown):
    sys.exit(str(beams if isinstance(beams, Unknown) else patient))
doses = calculate_beams(beams, points_mm, patient=patient)
by_beam = [beam.meterset_mu * dose.gy_per_mu for beam, dose in zip(beams, doses, strict=True)]
print(json.dumps(np.sum(by_beam, axis=0).tolist()))
