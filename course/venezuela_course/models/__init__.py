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
``agreement``
    how far two coders agree, and which items to give them.

Nothing here reads a file, shows a widget or keeps a state: data are passed in, results returned.
"""
