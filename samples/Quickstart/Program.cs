using System.CommandLine;
using Quickstart;

var redis = new Option<string?>("--redis") { Description = "Run on this Redis (HOST:PORT) instead of the embedded store.", HelpName = "HOST:PORT" };
var stay = new Option<bool>("--stay") { Description = "Stay up with the dashboard until Ctrl+C." };
var command = new RootCommand("Enqueues a few tasks, runs them, and prints the trace of each as a tree.") { redis, stay };
command.SetAction((arguments, cancellationToken) => Demo.RunAsync(arguments.GetValue(redis), arguments.GetValue(stay), cancellationToken));
return await command.Parse(args).InvokeAsync();
