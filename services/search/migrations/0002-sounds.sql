-- How titles sound is indexed by pairs of syllables since, and ü is written u: every station builds its index anew when
-- it is next asked for.
update station set built_at = null, run = null;
update label set syllables = replace(syllables, 'v', 'u');
