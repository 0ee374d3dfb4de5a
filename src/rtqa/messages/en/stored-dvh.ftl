several-structures = it is not of one structure alone
# $units name
dose-units =
    its DoseUnits is { $units ->
        [none] absent
       *[other] { $units }
    }, not GY
# $units name
volume-units =
    its DVHVolumeUnits is { $units ->
        [none] absent
       *[other] { $units }
    }, not CM3 or PERCENT
# $n count
no-pairs =
    { $n ->
        [one] DVHData has 1 value, which is no pair
       *[other] DVHData has { $n } values, which are no pairs
    }
negative = DVHData or DVHDoseScaling holds a negative number
# $type name
type =
    its DVHType is { $type ->
        [none] absent
       *[other] { $type }
    }, not CUMULATIVE or DIFFERENTIAL
no-volume = DVHData holds no volume
volumes-in-percent = the planning system states the volumes of this curve in percent alone
