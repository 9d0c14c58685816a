//! Takes silent steps out of a net where no complete run tells the difference (fusion of series places, Murata 1989).

use super::super::net::{PetriNet, Place, Tokens, gather};

/// The net without needless silent transitions and without places that nothing touches.
pub(super) fn reduced(mut net: PetriNet) -> PetriNet {
    loop {
        let count = net.transitions.len();
        while let Some((at, from, to)) = removable(&net) {
            net.transitions.remove(at);
            fuse(&mut net, from, to);
        }
        if net.transitions.len() == count {
            break;
        }
    }
    drop_untouched(&mut net);
    net
}

/// A silent transition from one place to another that can go, and which place becomes which.
fn removable(net: &PetriNet) -> Option<(usize, Place, Place)> {
    let places = net.places.len();
    let (mut takers, mut givers) = (vec![0_u32; places], vec![0_u32; places]);
    for transition in &net.transitions {
        for &(place, _) in &transition.inputs {
            takers[place as usize] += 1;
        }
        for &(place, _) in &transition.outputs {
            givers[place as usize] += 1;
        }
    }
    let marked = |list: &[Tokens], place: Place| list.iter().any(|&(other, _)| other == place);
    net.transitions.iter().enumerate().find_map(|(at, step)| {
        if step.label.is_some() {
            return None;
        }
        let (&[(from, 1)], &[(to, 1)]) = (&step.inputs[..], &step.outputs[..]) else {
            return None;
        };
        if from == to {
            return Some((at, from, to));
        }
        // Tokens in `from` can do nothing else than go on: they may be in `to` at once.
        let only_way = takers[from as usize] == 1 && !marked(&net.end, from);
        // Tokens come to `to` only from here, and must leave it again: whoever takes them may take them from `from`.
        let only_source = givers[to as usize] == 1
            && takers[to as usize] > 0
            && !marked(&net.initial, to)
            && !marked(&net.end, to)
            && !marked(&net.end, from);
        if only_way {
            Some((at, from, to))
        } else if only_source {
            Some((at, to, from))
        } else {
            None
        }
    })
}

/// Everything that `gone` was is now `kept`.
fn fuse(net: &mut PetriNet, gone: Place, kept: Place) {
    if gone == kept {
        return;
    }
    let renamed = |list: &mut Vec<Tokens>| {
        if list.iter().any(|&(place, _)| place == gone) {
            let all: Vec<Place> = list
                .iter()
                .flat_map(|&(place, count)| {
                    let place = if place == gone { kept } else { place };
                    std::iter::repeat_n(place, usize::from(count))
                })
                .collect();
            *list = gather(&all);
        }
    };
    for transition in &mut net.transitions {
        renamed(&mut transition.inputs);
        renamed(&mut transition.outputs);
    }
    renamed(&mut net.initial);
    renamed(&mut net.end);
}

fn drop_untouched(net: &mut PetriNet) {
    let mut used = vec![false; net.places.len()];
    let arcs = net
        .transitions
        .iter()
        .flat_map(|step| step.inputs.iter().chain(&step.outputs));
    for &(place, _) in arcs.chain(&net.initial).chain(&net.end) {
        used[place as usize] = true;
    }
    let mut number = vec![0; used.len()];
    let mut next = 0;
    for (place, used) in used.iter().enumerate() {
        number[place] = next;
        next += u32::from(*used);
    }
    let renumber = |list: &mut Vec<Tokens>| {
        for (place, _) in list {
            *place = number[*place as usize];
        }
    };
    for step in &mut net.transitions {
        renumber(&mut step.inputs);
        renumber(&mut step.outputs);
    }
    renumber(&mut net.initial);
    renumber(&mut net.end);
    net.places = (0..next).map(|place| format!("p{place}")).collect();
}
