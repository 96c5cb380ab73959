/** Times are milliseconds since 1970; ids are snowflakes. */
export const initial = `
create table users (
  id integer primary key,
  name text not null,
  name_key text unique,
  role text not null check (role in ('admin', 'member')),
  secret_hash blob unique,
  avatar_media_id integer,
  disabled_at integer,
  removed_at integer,
  created_at integer not null,
  last_seen_at integer
) strict;

create table sessions (
  id integer primary key,
  user_id integer not null references users (id) on delete cascade,
  token_hash blob not null unique,
  user_agent text not null,
  address text not null,
  created_at integer not null,
  last_seen_at integer not null
) strict;
create index sessions_by_user on sessions (user_id);

create table settings (
  key text primary key,
  value text not null
) strict, without rowid;

create table streams (
  id integer primary key,
  name text not null unique,
  seq integer not null,
  -- the newest event that the log no longer holds
  tail integer not null default 0
) strict;

create table events (
  stream_id integer not null references streams (id) on delete cascade,
  seq integer not null,
  event text not null,
  subject integer not null,
  extra text,
  at integer not null,
  primary key (stream_id, seq)
) strict, without rowid;

create table rooms (
  id integer primary key,
  name text not null,
  name_key text unique,
  topic text not null default '',
  position integer not null,
  -- null in both with keep_default = 0: everything
  keep_default integer not null default 1 check (keep_default in (0, 1)),
  keep_last integer,
  keep_days integer,
  created_at integer not null,
  removed_at integer
) strict;

create table memberships (
  user_id integer not null references users (id) on delete cascade,
  room_id integer not null references rooms (id) on delete cascade,
  read_seq integer not null default 0,
  primary key (user_id, room_id)
) strict, without rowid;

create table messages (
  room_id integer not null references rooms (id) on delete cascade,
  seq integer not null,
  id integer not null unique,
  author_id integer not null references users (id),
  text text not null,
  reply_to integer,
  version integer not null default 1,
  created_at integer not null,
  edited_at integer,
  deleted_at integer,
  primary key (room_id, seq)
) strict, without rowid;
create index messages_deleted on messages (deleted_at) where deleted_at is not null;

-- Where retention passed: who had written, so that a person who was away is told how many messages are gone.
create table trimmed (
  room_id integer not null references rooms (id) on delete cascade,
  seq integer not null,
  author_id integer not null,
  at integer not null,
  primary key (room_id, seq)
) strict, without rowid;

create table client_keys (
  author_id integer not null references users (id) on delete cascade,
  key text not null,
  content_hash blob not null,
  message_id integer not null,
  room_id integer not null,
  seq integer not null,
  created_at integer not null,
  primary key (author_id, key)
) strict, without rowid;
create index client_keys_by_time on client_keys (created_at);
create index client_keys_by_message on client_keys (message_id);

create table media (
  id integer primary key,
  owner_id integer not null references users (id),
  name text not null,
  disk_name text not null unique,
  kind text not null check (kind in ('image', 'video', 'audio', 'document')),
  mime text not null,
  size integer not null,
  sha256 blob not null,
  width integer,
  height integer,
  duration_ms integer,
  animated integer not null default 0,
  thumbhash text,
  state text not null check (state in ('processing', 'ready', 'failed')),
  reason text,
  -- what the media worker found (JSON) and what it made (JSON list of renditions)
  inspection text not null,
  renditions text not null default '[]',
  derived_bytes integer not null default 0,
  -- null: an upload that no message has claimed yet
  claimed_at integer,
  created_at integer not null
) strict;
create index media_by_owner on media (owner_id);
create index media_unclaimed on media (created_at) where claimed_at is null;

create table attachments (
  message_id integer not null references messages (id) on delete cascade,
  position integer not null,
  room_id integer not null,
  media_id integer not null unique references media (id),
  primary key (message_id, position)
) strict, without rowid;

-- Paths that a committed deletion leaves behind, relative to the media folder; gone once unlinked.
create table pending_unlinks (
  path text primary key,
  created_at integer not null
) strict, without rowid;

create table jobs (
  id integer primary key,
  name text not null,
  -- one job of a name per subject
  subject integer not null,
  owner_id integer not null,
  priority integer not null,
  payload text not null,
  attempts integer not null default 0,
  run_at integer not null,
  started_at integer,
  created_at integer not null,
  unique (name, subject)
) strict;
create index jobs_due on jobs (started_at, priority, run_at);
`;
