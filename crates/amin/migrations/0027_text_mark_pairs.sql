-- Marks made before pairs with a digit had bits of their own are opened: every row may hold anything until it is written again.
update text_mark set m0 = -1, m1 = -1, m2 = -1, m3 = -1, m4 = -1, m5 = -1, m6 = -1, m7 = -1;
