"""Random diagrams, and what BPMN says they do: independent of the engine and of the library below it."""
