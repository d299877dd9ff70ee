using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Layout;

namespace Streaq.Dashboard.Actions;

/// <summary>An action on a queue.</summary>
/// <param name="Word">What it is called.</param>
/// <param name="Run">Does it.</param>
/// <param name="Back">The address of the page that shows what came of it, as seen from the action's.</param>
internal sealed record QueueAction(
    ActionWord Word,
    Func<Visit, IFormCollection, CancellationToken, Task<Done>> Run,
    Func<Visit, IFormCollection, string> Back);

/// <summary>What came of an action.</summary>
/// <param name="Count">How many things have changed.</param>
/// <param name="Asked">How many were asked for.</param>
internal readonly record struct Done(int Count, int Asked)
{
    public static async Task<Done> OneAsync(Task<bool> action) => new(await action.ConfigureAwait(false) ? 1 : 0, 1);
}
