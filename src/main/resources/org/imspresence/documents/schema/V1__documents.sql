-- For H2 and PostgreSQL alike. What has been released here is never changed: the next change is V2.
create table documents (
    owner      varchar(2000)            not null,
    auid       varchar(2000)            not null,
    name       varchar(2000)            not null,
    entity_tag varchar(255)             not null,
    body       bytea                    not null,
    changed_at timestamp with time zone not null,
    primary key (owner, auid, name)
);
