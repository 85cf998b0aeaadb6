-- What was written to people: one row a message, written and committed before the message goes out.
create table if not exists mail.outbox (
    mail_id text primary key,             -- plan_id, or '<decision_date>.failure-<digest of the cause>'
    kind text not null check (kind in ('plan', 'failure')),
    decision_date date not null,
    message_id text not null unique,      -- made from mail_id alone, so a second try is the same message
    subject text not null,
    recipients text[] not null check (cardinality(recipients) > 0),
    content_hash text not null,           -- of the numbers and words in the message, without the link to the run
    status text not null check (status in ('sending', 'sent')),
    queued_at timestamptz not null default now(),
    sent_at timestamptz,
    check ((status = 'sent') = (sent_at is not null))
);

-- Which plan versions have been sent.
create or replace view mail.sent as
select mail_id as plan_id, message_id, subject, sent_at
from mail.outbox
where kind = 'plan' and status = 'sent';

grant select, insert, update on mail.outbox to mixloop_loop;
grant select on mail.sent to mixloop_loop;
