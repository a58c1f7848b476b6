"""What is sealed for the specialist police unit is handed over and collected."""
