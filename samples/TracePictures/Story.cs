using Streaq;

namespace TracePictures;

/// <summary>The tasks of one request, and the set-up of their worker.</summary>
/// <param name="Name">The name of the picture's file.</param>
/// <param name="Title">The picture's title.</param>
/// <param name="TellAsync">Enqueues the tasks, and returns when all have ended.</param>
internal sealed record Story(string Name, string Title, Func<Stage, CancellationToken, Task> TellAsync)
{
    public Action<StreaqBuilder> Configure { get; init; } = static _ => { };

    /// <summary>Whether the story starts the worker itself.</summary>
    public bool StartsLate { get; init; }
}

/// <summary>The environment of a story.</summary>
internal sealed record Stage(IStreaqClient Client, string Redis, string Queue, Func<Task> StartWorkerAsync, TaskCompletionSource Fired);
