"""Schema of migration m008: the operands of a check once for all reports, as the locators are.

Every report of a form has the same sum rules; their lists of fields were a third of the archive.
"""

from __future__ import annotations

OPERANDS = """
create table operand_lists (id integer primary key, operands text not null unique);
insert into operand_lists (operands) select distinct operands from checks order by operands;
update checks set operands = (select id from operand_lists where operand_lists.operands = checks.operands);
"""
"""`checks.operands` is the id of a row of `operand_lists`, whose `operands` is a JSON list of fields."""
