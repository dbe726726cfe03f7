"""Names are folded further: ø, ł, æ and their like are base letters in what searches compare.

Only the rows that hold such a letter are touched. `rebuild_search` makes the same from the names.
"""

from django.db import migrations

FOLD = """
create or replace function pg_temp.base_letters(folded text, longest int) returns text immutable
language sql as $$
  select left(lower(replace(replace(replace(
    translate(folded, 'øđðħıłŋŧ', 'oddhilnt'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')), longest)
$$;
update clinics_searchrow set
  name_key = pg_temp.base_letters(name_key, 400),
  words = array(
    select distinct pg_temp.base_letters(word, 60) collate "C" from unnest(words) word order by 1
  )
where concat(name_key, ' ', array_to_string(words, ' ')) ~ '[æœøđðħıłŋþŧA-Z]';
insert into clinics_searchword (word)
  select pg_temp.base_letters(word, 60) from clinics_searchword where word ~ '[æœøđðħıłŋþŧA-Z]'
  on conflict do nothing;
delete from clinics_searchword where word ~ '[æœøđðħıłŋþŧA-Z]';
update clinics_clinic set address_key = pg_temp.base_letters(address_key, 300)
where address_key ~ '[æœøđðħıłŋþŧA-Z]';
"""


class Migration(migrations.Migration):
    dependencies = [("clinics", "0011_when_a_register_file_was_written")]
    operations = [migrations.RunSQL(FOLD, migrations.RunSQL.noop)]
