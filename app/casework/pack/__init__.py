"""Evidence packs: a ZIP that shows what happened in cases to people, and proves it to anybody, without this house."""
