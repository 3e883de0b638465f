-- What one person or key did, what was done of one kind (`asset.%`), and when.
create index audit_actor on audit (station, actor_id, id);
create index audit_action on audit (station, action text_pattern_ops, id);
create index audit_time on audit (station, at);
