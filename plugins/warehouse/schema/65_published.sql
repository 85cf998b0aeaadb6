-- What people read beside the published copies of the marts, which the loop makes itself once a night passed its gates.
create table if not exists published.freshness (
    channel text primary key,
    night date not null,
    is_stale boolean not null,
    verdict text not null,
    why text
);
comment on table published.freshness is 'Of which night each channel''s published rows are. One row a channel.';
comment on column published.freshness.channel is 'Channel, as config/channels.yml calls it.';
comment on column published.freshness.night is 'Last night whose rows of this channel passed the gates.';
comment on column published.freshness.is_stale is 'Whether the other channels'' rows are of a later night.';
comment on column published.freshness.verdict is 'What the gates said of the channel in the night that is published.';
comment on column published.freshness.why is 'The check that made it so; null if it passed.';
alter table published.freshness owner to mixloop_loop;
grant select on published.freshness to mixloop_analyst;
