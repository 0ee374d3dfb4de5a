highest-dose = highest dose
# $difference quantity
largest-difference = largest difference, { $difference }
# $structure name, $limits list
hottest = hottest point of { $structure }, limit { $limits }
# $structure name, $limits list
coldest = coldest point of { $structure }, limit { $limits }
# $structure name, $limits list, $ratio quantity
hottest-eqd2 = hottest point of { $structure } in EQD2 (α/β = { $ratio }), limit { $limits }
# $structure name, $limits list, $ratio quantity
coldest-eqd2 = coldest point of { $structure } in EQD2 (α/β = { $ratio }), limit { $limits }
# $metric name, $limit limit
limit = { $metric } { $limit }
# $vertex name
vertex = centre of { $vertex }
ct-soft-tissue = CT, soft tissue
ct-bone = CT, bone
# $modality name
image = { $modality }
