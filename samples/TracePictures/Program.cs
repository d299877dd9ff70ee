// Runs a few stories on a Redis and draws the spans of each: the pictures of docs/jaeger.md.
using System.CommandLine;
using TracePictures;

var redis = new Option<string>("--redis") { Description = "The Redis to run on.", HelpName = "HOST:PORT", DefaultValueFactory = _ => "localhost:6379" };
var queue = new Option<string>("--queue") { Required = true };
var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the pictures go." };

var doomed = new Command("doomed", "A worker that kills its own process in the middle of a task.") { redis, queue };
doomed.Hidden = true;
doomed.SetAction((arguments, cancellationToken) => DoomedWorker.RunAsync(arguments.GetValue(redis)!, arguments.GetValue(queue)!, cancellationToken));

var command = new RootCommand("Draws the traces of a few stories as SVG files.") { redis, folder, doomed };
command.SetAction(async (arguments, cancellationToken) =>
{
    // Runs one story before, so that no picture shows the slow first run of code.
    await Telling.RunAsync(Stories.All[0], arguments.GetValue(redis)!, cancellationToken);
    foreach (var story in Stories.All)
    {
        var spans = await Telling.RunAsync(story, arguments.GetValue(redis)!, cancellationToken);
        var path = Path.Combine(arguments.GetValue(folder)!.FullName, $"{story.Name}.svg");
        await File.WriteAllTextAsync(path, Waterfall.Draw(story.Title, spans), cancellationToken);
        Console.WriteLine($"{path}: {spans.Count} spans");
    }
});
return await command.Parse(args).InvokeAsync();
