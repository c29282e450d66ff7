"""load-samba.py CONFIGURATION DATABASE LDIF: adds the records of the LDIF to a stopped domain controller."""
import sys

from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

configuration, database, ldif = sys.argv[1:]
parameters = LoadParm()
parameters.load(configuration)
# One transaction for a batch of records: one for each takes time that grows with the square of their number.
directory = SamDB(url=database, lp=parameters, session_info=system_session(), options=["batch_mode:1"])
with open(ldif, encoding="utf8") as records:
    messages = [message for _, message in directory.parse_ldif(records.read())]
for start in range(0, len(messages), 500):
    directory.transaction_start()
    for message in messages[start:start + 500]:
        directory.add(message)
    directory.transaction_commit()
