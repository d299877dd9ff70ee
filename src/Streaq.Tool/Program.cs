using Streaq.Tool;

// System.CommandLine cancels the command's token on Ctrl+C and SIGTERM.
return await StreaqCommand.RunAsync(args, ToolConsole.Process(), CancellationToken.None);
