export const mentions = `
-- What a text says: the places of its mentions.
create table mention_spans (
  message_id integer not null references messages (id) on delete cascade,
  start_at integer not null,
  end_at integer not null,
  -- null: everyone
  user_id integer,
  everyone text check (everyone in ('here', 'room')),
  primary key (message_id, start_at)
) strict, without rowid;

-- Whom it calls: settled when it was written, so that nobody's coming, going or renaming changes it.
create table message_mentions (
  user_id integer not null references users (id) on delete cascade,
  room_id integer not null,
  seq integer not null,
  message_id integer not null references messages (id) on delete cascade,
  -- null: by name
  everyone text check (everyone in ('here', 'room')),
  primary key (user_id, room_id, seq)
) strict, without rowid;
create index message_mentions_by_message on message_mentions (message_id);
`;
