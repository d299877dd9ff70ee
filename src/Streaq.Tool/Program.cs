using Streaq.Tool;

// Ctrl+C and SIGTERM cancel the command's token: the library that runs it sees to that.
return await StreaqCommand.RunAsync(args, ToolConsole.Process(), CancellationToken.None);
