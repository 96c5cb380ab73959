export const notify = `
create table notify_choices (
  user_id integer not null references users (id) on delete cascade,
  -- 0: what holds where a room has no choice of its own
  room_id integer not null,
  -- null: as everywhere
  level text check (level in ('all', 'mentions', 'nothing')),
  -- milliseconds since 1970
  muted_until integer,
  primary key (user_id, room_id)
) strict, without rowid;
`;
