"""The parts every page and dialog is made of; each takes the `Look` first.

button         Button, Kind, primary, standard, ghost, link, danger, danger_fill, icon_button
fields         LineEdit, TextEdit, ComboBox, SpinBox, CheckBox, RadioButton, Switch, SearchField
token_field    TokenField: masked, with Show
read_text      ReadText: read and copied, never changed
line_area      LineArea: labels that scroll and end after a whole line
form           Form, FormRow (problem, ok, help)
icon_view      IconView, icon_in_field
labels         Label, ElidedLabel, StateLabel, Rich and rich() for bold names in sentences
surface        Surface (a ground with lines), Card, Stack, line
table          Table over models.table.RowsModel
page_head      PageHead: title, count, filter, primary button
states         EmptyState, LoadingState
message_bar    Message, Act, MessageBar, MessageArea (two bars at most), SingleBar
dialog_frame   DialogFrame, Footer, Question
sidebar        Sidebar, Place
tab_words      TabWords
band           SandboxBand
rows           LinkRow, Disclosure, StatusItem, ThinProgress
"""
