"""The seams over SpiffWorkflow: its tasks, states and sub-workflows carry our tokens; its specs carry our elements."""
