using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Layout;

namespace Streaq.Dashboard.Actions;

/// <summary>An action on a queue.</summary>
/// <param name="Word">The name and the texts of the action.</param>
/// <param name="Run">Runs the action.</param>
/// <param name="Back">Returns the address of the page that shows the outcome, relative to the action's address.</param>
internal sealed record QueueAction(
    ActionWord Word,
    Func<Visit, IFormCollection, CancellationToken, Task<Done>> Run,
    Func<Visit, IFormCollection, string> Back);

/// <summary>The outcome of an action.</summary>
/// <param name="Count">The number of changed items.</param>
/// <param name="Asked">The number of requested items.</param>
internal readonly record struct Done(int Count, int Asked)
{
    public static async Task<Done> OneAsync(Task<bool> action) => new(await action.ConfigureAwait(false) ? 1 : 0, 1);
}
