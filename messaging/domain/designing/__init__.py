"""Acts of the editor of mails and letters: document → document. Pure."""
