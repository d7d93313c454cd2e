"""`coincide report`: one HTML file (`report`), with `cards` of categories, `structure_section`,
`survey_section` and `labels_section`."""
