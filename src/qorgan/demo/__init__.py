"""A small invented country: bodies, officers and cases in every state. Also the fixture of tests and screenshots."""
