-- The poster that somebody chose instead of the automatic one: its object key, and its moment if it is one of the video.
alter table pictures add chosen text, add chosen_seconds float8;
