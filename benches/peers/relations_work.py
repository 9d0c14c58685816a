"""One peer's answer to the questions of a relation graph, in a process of its own.

Use: relations_work.py networkx|sqlite|igraph DIR   (nodes.csv, edges.csv, pairs.csv). Prints one line of JSON: nanoseconds of a question
(the second of two rounds), and how many pairs at most four ties join.
The peers answer a plainer question than the screening: is there any path of at most four ties, whatever their kind, date or hub?
"""
import csv
import json
import pathlib
import sqlite3
import sys
import time

MOST = 4


def read(folder):
    with open(folder / "edges.csv", newline="") as file:
        edges = [(int(row["src"]), int(row["dst"])) for row in csv.DictReader(file)]
    with open(folder / "pairs.csv", newline="") as file:
        pairs = [(int(row["a"]), int(row["b"])) for row in csv.DictReader(file)]
    with open(folder / "nodes.csv", newline="") as file:
        nodes = sum(1 for _ in file) - 1
    return nodes, edges, pairs


def networkx_asker(nodes, edges):
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(edges)

    def ask(a, b):
        try:
            return len(networkx.bidirectional_shortest_path(graph, a, b)) - 1 <= MOST
        except networkx.NetworkXNoPath:
            return False

    return ask


def igraph_asker(nodes, edges):
    import igraph

    graph = igraph.Graph(n=nodes, edges=edges)

    def ask(a, b):
        path = graph.get_shortest_path(a, b)
        return 1 <= len(path) <= MOST + 1

    return ask


def sqlite_asker(_nodes, edges):
    base = sqlite3.connect(":memory:")
    base.execute("create table tie (a integer, b integer, primary key (a, b)) without rowid")
    both = ((a, b) for edge in edges for a, b in (edge, edge[::-1]))
    base.executemany("insert or ignore into tie values (?, ?)", both)
    base.commit()
    # Two ties from each side, met in the middle; shorter paths first.
    query = """select exists (select 1 from tie where a = ?1 and b = ?2)
        or exists (select 1 from tie s cross join tie t on t.a = s.b and t.b = ?2 where s.a = ?1)
        or exists (select 1 from tie s cross join tie t on t.a = s.b cross join tie u on u.a = ?2 and u.b = t.b where s.a = ?1)
        or exists (select 1 from tie s cross join tie t on t.a = s.b
            cross join (select v.b as n from tie u cross join tie v on v.a = u.b where u.a = ?2) y on y.n = t.b where s.a = ?1)"""

    def ask(a, b):
        return base.execute(query, (a, b)).fetchone()[0] == 1

    return ask


def main():
    peer, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    nodes, edges, pairs = read(folder)
    ask = {"networkx": networkx_asker, "igraph": igraph_asker, "sqlite": sqlite_asker}[peer](nodes, edges)
    joined = sum(ask(a, b) for a, b in pairs)
    times = []
    for a, b in pairs:
        begun = time.perf_counter_ns()
        ask(a, b)
        times.append(time.perf_counter_ns() - begun)
    times.sort()
    at = lambda percent: times[max(-(-len(times) * percent // 100), 1) - 1]
    print(json.dumps({
        "p50_ns": at(50), "p99_ns": at(99), "max_ns": times[-1], "mean_ns": sum(times) // len(times),
        "questions": len(times), "joined": joined,
    }))


main()
