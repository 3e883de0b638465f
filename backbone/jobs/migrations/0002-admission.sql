-- Chooses which ready steps may run next and makes them admitted. All of it happens under one lock, so that caps hold
-- whoever asks. A queue admits what the live workers have slots for and half as much again; the order is priority, then
-- the station with the fewest in flight, then age. A function, so that its plan is made once per connection.
create function admit(asking uuid, caps jsonb)
returns table (queue text, job uuid, priority int, run uuid, others boolean) language plpgsql as $$
#variable_conflict use_column
begin
  -- Each statement here has a snapshot of its own: what comes after the lock sees what others admitted before.
  perform pg_advisory_xact_lock(x'6a6f6273'::int);

  update jobs.step set state = 'ready', due_at = null, ready_at = clock_timestamp()
  where due_at <= clock_timestamp() and state = 'waiting';

  return query

  with flying as materialized (
    select queue, station, count(*)::int as n from jobs.step where state in ('admitted', 'running') group by queue, station
  ), slots as (
    select slot.key as queue, sum(slot.value::int)::int as n, bool_or(id <> asking) as others
    from jobs.worker, jsonb_each_text(slots) as slot
    where seen_at > clock_timestamp() - interval '15 seconds' group by slot.key
  ), room as (
    select queue, others, coalesce((caps ->> queue)::int, 1000000) as cap,
      greatest(0, n + (n + 1) / 2 - coalesce((select sum(f.n) from flying f where f.queue = slots.queue), 0))::int as room
    from slots
  ), foremost as (
    select step.id, room.queue, room.room, room.others,
      row_number() over (partition by room.queue
        order by step.priority desc, coalesce(flying.n, 0) + step.nth, step.ready_at, step.id) as place
    from room
    cross join lateral (
      with recursive waiting as (
        (select s.station from jobs.step s where s.queue = room.queue and s.state = 'ready' order by s.station limit 1)
        union all
        select (select s.station from jobs.step s where s.queue = room.queue and s.state = 'ready'
          and s.station > waiting.station order by s.station limit 1) from waiting where waiting.station is not null
      ) select station from waiting where station is not null
    ) as waiting
    left join flying on flying.queue = room.queue and flying.station = waiting.station
    cross join lateral (
      select own.*, row_number() over (order by own.priority desc, own.ready_at, own.id) as nth from (
        select s.id, s.priority, s.ready_at from jobs.step s
        where s.queue = room.queue and s.station = waiting.station and s.state = 'ready'
        order by s.priority desc, s.ready_at, s.id
        limit greatest(0, least(room.room, room.cap - coalesce(flying.n, 0)))
      ) as own
    ) as step
    where room.room > 0
  )
  update jobs.step set state = 'admitted', job = gen_random_uuid()
  from foremost
  where step.id = foremost.id and foremost.place <= foremost.room and step.state = 'ready'
  returning step.queue, step.job, step.priority, step.run, foremost.others;
end $$;
