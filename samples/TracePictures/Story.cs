using Streaq;

namespace TracePictures;

/// <summary>What is enqueued under one request, and how the worker is set up for it.</summary>
/// <param name="Name">The picture's file.</param>
/// <param name="Title">The picture's title.</param>
/// <param name="TellAsync">Enqueues, and returns when all is done.</param>
internal sealed record Story(string Name, string Title, Func<Stage, CancellationToken, Task> TellAsync)
{
    public Action<StreaqBuilder> Configure { get; init; } = static _ => { };

    /// <summary>Whether the story starts the worker itself.</summary>
    public bool StartsLate { get; init; }
}

/// <summary>Where a story is told.</summary>
internal sealed record Stage(IStreaqClient Client, string Redis, string Queue, Func<Task> StartWorkerAsync, TaskCompletionSource Fired);
