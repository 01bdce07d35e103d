-- Groups of people, and what people and groups were given on datasets. `membership` stays what everybody reads: the highest
-- role of each person on each dataset. From here on it follows from the rest by triggers, and nothing else writes it.
CREATE TABLE person_group (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  -- What an identity provider calls it, which says who belongs to it.
  external_name text UNIQUE,
  -- On every dataset; set by the installation's settings alone.
  role_everywhere role,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX person_group_name_key ON person_group (lower(name));

CREATE TABLE person_group_member (
  group_id uuid NOT NULL REFERENCES person_group (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  manager boolean NOT NULL DEFAULT false,
  external boolean NOT NULL DEFAULT false,
  PRIMARY KEY (group_id, user_id)
);
CREATE INDEX person_group_member_user_id_idx ON person_group_member (user_id);

CREATE TABLE membership_grant (
  dataset_id uuid NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  role role NOT NULL,
  PRIMARY KEY (dataset_id, user_id)
);
CREATE INDEX membership_grant_user_id_idx ON membership_grant (user_id);

CREATE TABLE group_grant (
  dataset_id uuid NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
  group_id uuid NOT NULL REFERENCES person_group (id) ON DELETE CASCADE,
  role role NOT NULL,
  PRIMARY KEY (dataset_id, group_id)
);
CREATE INDEX group_grant_group_id_idx ON group_grant (group_id);

INSERT INTO membership_grant (dataset_id, user_id, role) SELECT dataset_id, user_id, role FROM membership;

-- Two changes that do not see each other could both leave a role behind: one takes a group's role on a dataset, the other
-- adds somebody to the group. So a change of groups waits for every change of datasets that is under way, and they for it;
-- changes of different datasets do not wait for each other. The lock comes before any row's (lib/commits takes it first, too).
CREATE FUNCTION lock_roles_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('stillframe:roles'));
  RETURN NULL;
END $$;
CREATE FUNCTION lock_roles_together() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('stillframe:roles'));
  RETURN NULL;
END $$;

-- Works out anew who has which role: of pairs of a dataset and a person, side by side in two arrays.
-- Returns the datasets on which a role is another one now.
CREATE FUNCTION refresh_membership(datasets uuid[], people uuid[], may_lose_owners boolean) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
  changed uuid[];
  disowned uuid[];
  ownerless text;
BEGIN
  WITH pair AS MATERIALIZED (
    SELECT DISTINCT p.dataset_id, p.user_id FROM unnest(datasets, people) AS p (dataset_id, user_id)
  ),
  before AS MATERIALIZED (
    SELECT m.dataset_id, m.user_id, m.role FROM membership m JOIN pair USING (dataset_id, user_id)
  ),
  due AS MATERIALIZED (
    SELECT r.dataset_id, r.user_id, r.role FROM (
      SELECT p.dataset_id, p.user_id, greatest(
        (SELECT mg.role FROM membership_grant mg WHERE mg.dataset_id = p.dataset_id AND mg.user_id = p.user_id),
        (SELECT max(greatest(gg.role, g.role_everywhere)) FROM person_group_member pm JOIN person_group g ON g.id = pm.group_id
           LEFT JOIN group_grant gg ON gg.group_id = pm.group_id AND gg.dataset_id = p.dataset_id
         WHERE pm.user_id = p.user_id)
      ) AS role
      -- Whoever, or whatever, is being deleted has none any more.
      FROM pair p JOIN dataset d ON d.id = p.dataset_id JOIN app_user u ON u.id = p.user_id
    ) r WHERE r.role IS NOT NULL
  ),
  gone AS (
    DELETE FROM membership m USING before b WHERE m.dataset_id = b.dataset_id AND m.user_id = b.user_id
      AND NOT EXISTS (SELECT FROM due WHERE due.dataset_id = m.dataset_id AND due.user_id = m.user_id)
  ),
  given AS (
    INSERT INTO membership (dataset_id, user_id, role) SELECT due.dataset_id, due.user_id, due.role FROM due
    ON CONFLICT (dataset_id, user_id) DO UPDATE SET role = excluded.role WHERE membership.role <> excluded.role
  )
  SELECT array_agg(DISTINCT c.dataset_id),
    array_agg(DISTINCT c.dataset_id) FILTER (WHERE c.was = 'OWNER' AND EXISTS (SELECT FROM app_user u WHERE u.id = c.user_id))
  INTO changed, disowned
  FROM (SELECT dataset_id, user_id, b.role AS was, due.role AS becomes FROM before b FULL JOIN due USING (dataset_id, user_id)) c
  WHERE c.was IS DISTINCT FROM c.becomes;

  IF disowned IS NOT NULL AND NOT may_lose_owners THEN
    SELECT string_agg(d.id::text, ' ' ORDER BY d.id) INTO ownerless FROM dataset d
    WHERE d.id = ANY (disowned) AND NOT d.purged
      AND NOT EXISTS (SELECT FROM membership m WHERE m.dataset_id = d.id AND m.role = 'OWNER');
    IF ownerless IS NOT NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'SF001', MESSAGE = 'datasets without an owner: ' || ownerless;
    END IF;
  END IF;
  RETURN changed;
END $$;

-- A change that did not come through the gate: whoever decided on the old roles decides again, and open pages are told. Of
-- very many datasets they are told at once that they have to read everything again.
CREATE FUNCTION tell_of_roles(datasets uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM dataset d WHERE d.id = ANY (datasets) ORDER BY d.id FOR NO KEY UPDATE;
  UPDATE dataset d SET version = d.version + 1 WHERE d.id = ANY (datasets);
  IF cardinality(datasets) > 100 THEN
    PERFORM pg_notify('stillframe', 'reset');
  ELSE
    -- To the letter what the gate says, so that both together are told once.
    PERFORM pg_notify('stillframe', format('{"dataset_id":"%s","kind":"share"}', id)) FROM unnest(datasets) AS id;
  END IF;
END $$;

CREATE FUNCTION grants_of_people_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  datasets uuid[];
  people uuid[];
BEGIN
  SELECT array_agg(t.dataset_id), array_agg(t.user_id) INTO datasets, people FROM touched t;
  IF datasets IS NOT NULL THEN
    PERFORM refresh_membership(datasets, people, false);
  END IF;
  RETURN NULL;
END $$;

-- Whoever has a role on the dataset, and whoever is in the group now: also where the group itself is being deleted, and its
-- members went first.
CREATE FUNCTION grants_of_groups_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  datasets uuid[];
  people uuid[];
BEGIN
  SELECT array_agg(p.dataset_id), array_agg(p.user_id) INTO datasets, people FROM (
    SELECT m.dataset_id, m.user_id FROM touched t JOIN membership m USING (dataset_id)
    UNION SELECT t.dataset_id, pm.user_id FROM touched t JOIN person_group_member pm USING (group_id)
  ) p;
  IF datasets IS NOT NULL THEN
    PERFORM tell_of_roles(refresh_membership(datasets, people, false));
  END IF;
  RETURN NULL;
END $$;

-- What a person has already, and what the group would give.
CREATE FUNCTION group_members_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  datasets uuid[];
  people uuid[];
BEGIN
  SELECT array_agg(p.dataset_id), array_agg(p.user_id) INTO datasets, people FROM (
    SELECT m.dataset_id, m.user_id FROM touched t JOIN membership m USING (user_id) WHERE TG_OP <> 'INSERT'
    UNION SELECT gg.dataset_id, t.user_id FROM touched t JOIN group_grant gg USING (group_id)
    UNION SELECT d.id, t.user_id FROM touched t JOIN person_group g ON g.id = t.group_id AND g.role_everywhere IS NOT NULL
      CROSS JOIN dataset d
  ) p;
  IF datasets IS NOT NULL THEN
    -- Who belongs to a group of the identity provider is not for us to refuse.
    PERFORM tell_of_roles(refresh_membership(datasets, people, (SELECT bool_and(t.external) FROM touched t)));
  END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (
    SELECT FROM touched t JOIN person_group g ON g.id = t.group_id JOIN app_user u ON u.id = t.user_id
    WHERE t.manager AND NOT EXISTS (SELECT FROM person_group_member m WHERE m.group_id = g.id AND m.manager)
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'SF002', MESSAGE = 'a group without a manager';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION group_everywhere_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  datasets uuid[];
  people uuid[];
BEGIN
  SELECT array_agg(d.id), array_agg(pm.user_id) INTO datasets, people
  FROM touched t JOIN was w USING (id) JOIN person_group_member pm ON pm.group_id = t.id CROSS JOIN dataset d
  WHERE t.role_everywhere IS DISTINCT FROM w.role_everywhere;
  IF datasets IS NOT NULL THEN
    PERFORM tell_of_roles(refresh_membership(datasets, people, true));
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION dataset_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  datasets uuid[];
  people uuid[];
BEGIN
  SELECT array_agg(t.id), array_agg(pm.user_id) INTO datasets, people
  FROM touched t CROSS JOIN person_group g JOIN person_group_member pm ON pm.group_id = g.id
  WHERE g.role_everywhere IS NOT NULL;
  IF datasets IS NOT NULL THEN
    PERFORM refresh_membership(datasets, people, false);
  END IF;
  RETURN NULL;
END $$;

-- A trigger with the rows that a statement touched is for one kind of statement; of an update both the old and the new ones count.
DO $$
DECLARE
  watched record;
BEGIN
  FOR watched IN SELECT * FROM (VALUES
    ('membership_grant', 'grants_of_people_changed', 'lock_roles_together'),
    ('group_grant', 'grants_of_groups_changed', 'lock_roles_together'),
    ('person_group_member', 'group_members_changed', 'lock_roles_alone')
  ) AS w (tab, changed, lock) LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION %I()', watched.tab || '_lock', watched.tab, watched.lock);
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION %I()', watched.tab || '_inserted', watched.tab, watched.changed);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION %I()', watched.tab || '_was', watched.tab, watched.changed);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION %I()', watched.tab || '_became', watched.tab, watched.changed);
    EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION %I()', watched.tab || '_deleted', watched.tab, watched.changed);
  END LOOP;
END $$;
-- What else a group is follows from its members and grants, which go with it.
CREATE TRIGGER person_group_lock BEFORE INSERT OR UPDATE OR DELETE ON person_group FOR EACH STATEMENT EXECUTE FUNCTION lock_roles_alone();
CREATE TRIGGER person_group_everywhere AFTER UPDATE ON person_group REFERENCING OLD TABLE AS was NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION group_everywhere_changed();
CREATE TRIGGER dataset_lock BEFORE INSERT ON dataset FOR EACH STATEMENT EXECUTE FUNCTION lock_roles_together();
CREATE TRIGGER dataset_made AFTER INSERT ON dataset REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION dataset_made();

-- Roles that wait for an address are given by the very statement that makes its account, whichever that is: nothing can stop
-- between the two. An invitation that is written while the account is being made is taken up by whichever of them comes last.
CREATE FUNCTION lock_address(address text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtext('stillframe:address'), hashtext(address));
$$;
CREATE FUNCTION take_up_invitations(address text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  person uuid;
  datasets uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('stillframe:roles'));
  PERFORM FROM dataset d JOIN invitation i ON i.dataset_id = d.id WHERE i.email = address ORDER BY d.id FOR NO KEY UPDATE OF d;
  PERFORM lock_address(address);
  SELECT id INTO person FROM app_user WHERE email = address;
  IF person IS NULL THEN
    RETURN;
  END IF;
  WITH waiting AS (
    DELETE FROM invitation i WHERE i.email = address
    RETURNING i.dataset_id, i.role, i.invited_by, i.expires_at > clock_timestamp() AS stands
  ),
  given AS (
    INSERT INTO membership_grant (dataset_id, user_id, role) SELECT w.dataset_id, person, w.role FROM waiting w WHERE w.stands
    ON CONFLICT (dataset_id, user_id) DO UPDATE SET role = excluded.role
  ),
  recorded AS (
    INSERT INTO dataset_event (dataset_id, kind, actor, detail)
    SELECT w.dataset_id, 'share', w.invited_by, jsonb_build_object('email', address, 'role', w.role) FROM waiting w WHERE w.stands
  )
  SELECT array_agg(w.dataset_id) INTO datasets FROM waiting w WHERE w.stands;
  IF datasets IS NOT NULL THEN
    PERFORM tell_of_roles(datasets);
  END IF;
END $$;

CREATE FUNCTION account_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM take_up_invitations(t.email) FROM touched t;
  RETURN NULL;
END $$;
CREATE TRIGGER app_user_made AFTER INSERT ON app_user REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION account_made();

CREATE FUNCTION invitation_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM lock_address(a.email) FROM (SELECT DISTINCT t.email FROM touched t ORDER BY 1) a;
  -- By a statement of its own: it sees an account that was made while this waited.
  PERFORM take_up_invitations(t.email) FROM touched t JOIN app_user u ON u.email = t.email;
  RETURN NULL;
END $$;
CREATE TRIGGER invitation_made AFTER INSERT ON invitation REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION invitation_made();

-- What was left behind before.
SELECT take_up_invitations(i.email) FROM (SELECT DISTINCT email FROM invitation) i JOIN app_user u ON u.email = i.email;
