using System.Diagnostics;

namespace Streaq.Testing.Tests;

/// <summary>The application under test.</summary>
internal static class Tasks
{
    public static readonly TaskDefinition<int, int> Double = new("math.double");
    public static readonly TaskDefinition<Order> Place = new("orders.place");
    public static readonly TaskDefinition<string> Mail = new("mail.send");
    public static readonly TaskDefinition<string, int> Flaky = new("flaky");
}

internal sealed record Order(string Number, string? Mail = null);

internal interface IMailer
{
    void Send(string to);
}

/// <summary>A test double of a service.</summary>
internal sealed class FakeMailer : IMailer
{
    public List<string> Sent { get; } = [];

    public void Send(string to) => Sent.Add(to);
}

internal sealed class ShopModule : IStreaqModule
{
    public void Configure(StreaqBuilder streaq)
    {
        streaq.AddWorker();
        streaq.UseEnqueue((context, next) =>
        {
            context.Headers["tenant"] = "acme";
            return next(context);
        });
        streaq.Use(async (context, next) =>
        {
            Activity.Current?.SetTag("app.tenant", context.Headers.GetValueOrDefault("tenant", "none"));
            await next(context);
            if (context.Result is int number)
            {
                context.Result = number + 1;
            }
        });
        streaq.Map(Tasks.Double, (int x) => x * 2);
        streaq.Map(Tasks.Place, async (Order order, IStreaqClient client) =>
        {
            if (order.Mail is { } to)
            {
                await client.EnqueueAsync(Tasks.Mail, to, new EnqueueOptions { Delay = TimeSpan.FromHours(1), Priority = "low" });
            }
        });
        streaq.Map(Tasks.Mail, (string to, IMailer mailer) => mailer.Send(to));
        streaq.Map(Tasks.Flaky, (string text, TaskContext context) => context.Attempt < 3
            ? throw new StreaqRetryException("later", delay: TimeSpan.FromMinutes(context.Attempt))
            : text.Length).WithTimeout(TimeSpan.FromMinutes(5));
    }
}
