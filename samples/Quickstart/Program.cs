using System.CommandLine;
using Quickstart;

var redis = new Option<string?>("--redis") { Description = "Run on this Redis (HOST:PORT) instead of the embedded store.", HelpName = "HOST:PORT" };
var command = new RootCommand("Enqueues a few tasks, runs them, and prints the trace of each as a tree.") { redis };
command.SetAction((arguments, cancellationToken) => Demo.RunAsync(arguments.GetValue(redis), cancellationToken));
return await command.Parse(args).InvokeAsync();
