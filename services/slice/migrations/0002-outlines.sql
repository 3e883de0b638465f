-- Where a complete flow's segments lie and how large they are, in one value: manifests are made of nothing else, and
-- reading tens of thousands of rows for the first one is what a viewer would wait for. Of each segment, big-endian:
-- sequence (int4), start in ticks (float8), duration in ticks (int4), bytes (int4).
create table outline (
  flow uuid primary key references flow on delete cascade,
  station uuid not null,
  packed bytea not null
);
alter table outline alter column packed set storage external;

insert into outline (flow, station, packed)
select flow.id, flow.station, string_agg(int4send(sequence) || float8send(start_ticks::float8)
  || int4send(duration_ticks) || int4send(segment.bytes), ''::bytea order by sequence)
from flow join segment on segment.flow = flow.id where flow.state = 'complete' group by flow.id;
