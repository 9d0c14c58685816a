"""The same work done by pm4py: `pm4py_work.py KIND FILE [NET]`. Prints one line of JSON for each measurement, as eventlog-peers does.

Kinds: iterparse, rustxes (import alone), measures (the frame read with rustxes, then each measure by itself), align.
CPU seconds are those of the process, all threads, without the start of Python and the import of the library.
"""
import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def once(name, work, **figures):
    begun, before = time.monotonic(), cpu()
    done = work()
    line = {"work": name, "cpu": cpu() - before, "wall": time.monotonic() - begun}
    line["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line.update({key: figure(done) for key, figure in figures.items()})
    print(json.dumps(line), flush=True)
    return done


def main(kind, file, net=None):
    import pm4py
    from pm4py.objects.log.importer.xes import importer

    def iterparse():
        log = importer.apply(file, variant=importer.Variants.ITERPARSE, parameters={"show_progress_bar": False})
        return pm4py.convert_to_dataframe(log)

    def rustxes():
        return pm4py.read_xes(file, variant="rustxes")

    if kind == "iterparse":
        once(kind, iterparse, events=len)
    elif kind == "rustxes":
        once(kind, rustxes, events=len)
    elif kind == "measures":
        frame = rustxes()
        once("dfg", lambda: pm4py.discover_dfg(frame), edges=lambda found: len(found[0]))
        once("dfg-times", lambda: pm4py.discover_performance_dfg(frame), edges=lambda found: len(found[0]))
        once("variants", lambda: pm4py.get_variants(frame), variants=len)
        once("durations", lambda: pm4py.get_all_case_durations(frame), median=lambda found: sorted(found)[len(found) // 2])
        once("handover", lambda: pm4py.discover_handover_of_work_network(frame), pairs=lambda found: len(found.connections))
    elif kind == "align":
        frame = rustxes()
        model = pm4py.read_pnml(net)
        fitness = once(kind, lambda: pm4py.fitness_alignments(frame, *model, multi_processing=False))
        print(json.dumps({"work": "fitness", **{key: value for key, value in fitness.items() if isinstance(value, float)}}))
    else:
        raise SystemExit(f"{kind}: no such kind of work")


if __name__ == "__main__":
    main(*sys.argv[1:])
