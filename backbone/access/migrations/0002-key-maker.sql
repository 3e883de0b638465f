-- The person answerable for a key: it ends with their right to do as much in the station.
alter table api_key add column created_by_person uuid;
update api_key k set created_by_person = a.actor_id::uuid from audit a
  where a.station = k.station and a.subject = k.id::text and a.action = 'key.created' and a.actor_kind = 'person';
create index api_key_maker on api_key (station, created_by_person) where created_by_person is not null;
