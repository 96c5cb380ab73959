export const reactions = `
create table reactions (
  message_id integer not null references messages (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  emoji text not null,
  created_at integer not null,
  -- the key is the idempotency
  primary key (message_id, user_id, emoji)
) strict, without rowid;
`;
