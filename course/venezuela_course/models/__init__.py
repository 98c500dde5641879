"""The political science of the course as pure functions.

A module per idea, because units share ideas, and a module per unit that gathers what it uses:

``voting``
    thresholds, tallies and decision rules;
``power``
    weighted voting games and the indices of power;
``coalition``
    who supports which wording of a text;
``clubs``
    memberships, bridges, and two accounts of them compared;
``bargaining``
    what makes an agreement possible, and when the time is ripe for one;
``process_tracing``
    how much a piece of evidence says about an explanation;
``diplomacy``
    unit 3: all of the above;
``command``
    chains of command, and whose removal cuts a body off;
``definitions``
    criteria, three-valued facts, and what a definition makes of a case;
``composite_index``
    indices from scores, their onset, and how firm it is;
``loyalty``
    when officers stay: equilibria and the share that tips them;
``militarisation``
    unit 1: the four before it;
``identification``
    what an incomplete count leaves possible, and what would settle it;
``tally_sheets``
    the same for tables of tally sheets, stratum by stratum; invented sheets;
``audits``
    samples that find alterations, and audits that limit the risk of a wrong result;
``forensics``
    tests of announced counts, their honest alternatives and their limits;
``commitment``
    promises that must be kept after power is handed over;
``packages``
    deals on several issues, uncertain weights, spoilers;
``mediation``
    unit 4: the six before it;
``capstone``, ``capstone_numbers``
    what a brief rests on, the numbers it prints, and what gives each of them;
``capstone_timing``
    how much of a fall came before a day, by every defensible choice;
``agreement``
    how far two coders agree, and which items to give them.

Nothing here reads a file, shows a widget or keeps a state: data are passed in, results returned.
"""
