using Microsoft.EntityFrameworkCore;
using Streaq.EntityFrameworkCore;

namespace Streaq;

/// <summary>Adds inboxes to tasks.</summary>
public static class InboxBuilderExtensions
{
    /// <summary>
    /// Runs each attempt in a transaction of the context in its scope. The transaction also records the task's id and result, so the
    /// handler's changes through that context are made once, however often the task is delivered. A delivery after the commit succeeds with
    /// the stored result and does not run the handler. The model needs <c>modelBuilder.AddStreaqInbox()</c>.
    /// </summary>
    /// <typeparam name="TContext">The type of the context. The handler gets the same instance from its scope.</typeparam>
    /// <param name="builder">One task, a group or the whole queue. Middleware that is added later runs in the transaction.</param>
    /// <param name="configure">Sets what the inbox keeps, and for how long.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// When the handler returns, the inbox saves the handler's unsaved changes and commits. An exception rolls the transaction back.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    public static IMiddlewareBuilder WithInbox<TContext>(this IMiddlewareBuilder builder, Action<InboxOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new InboxOptions();
        configure?.Invoke(options);
        options.Validate();
        return builder.Use(new Inbox<TContext>(options).InvokeAsync);
    }
}
