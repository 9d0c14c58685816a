//! Hand-over of work against pm4py 2.7.23: `discover_handover_of_work_network(frame, beta=0)`, its shares times the number of pairs.

use crate::common;

use std::fs::File;

use eventlog::{Options, measure, read_xes};

#[test]
fn pairs_are_those_of_pm4py() {
    type Most = &'static [(&'static str, &'static str, usize)];
    let expected: [(&str, usize, usize, Most); 3] = [
        (
            "receipt.xes.gz",
            286,
            7_143,
            &[
                ("Resource01", "Resource01", 975),
                ("Resource03", "Resource03", 458),
                ("Resource02", "Resource02", 448),
            ],
        ),
        (
            "BPIC15_1.xes.gz",
            166,
            51_018,
            &[
                ("560872", "560872", 11_138),
                ("2670601", "2670601", 9_239),
                ("3273854", "3273854", 8_571),
            ],
        ),
        ("running-example.xes.gz", 20, 36, &[("Sara", "Ellen", 4)]),
    ];
    for (file, pairs, sum, most) in expected {
        let Some(path) = common::log_file(file) else {
            continue;
        };
        let log = read_xes(File::open(path).unwrap(), Options::default())
            .unwrap()
            .log;
        let found = measure::handover(&log);
        assert_eq!(found.len(), pairs, "{file}");
        assert_eq!(
            found.iter().map(|pair| pair.count).sum::<usize>(),
            sum,
            "{file}"
        );
        let names = &log.resources().unwrap().names;
        for (pair, (from, to, count)) in found.iter().zip(most) {
            assert_eq!(
                (names.get(pair.from), names.get(pair.to), pair.count),
                (*from, *to, *count),
                "{file}"
            );
        }
    }
}
