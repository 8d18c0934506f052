from posada.cli import main

main()
