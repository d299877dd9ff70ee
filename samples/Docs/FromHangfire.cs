using Microsoft.Extensions.DependencyInjection;
using Streaq;

namespace Docs;

internal static class FromHangfire
{
    private static readonly TaskDefinition<WelcomeMail> Welcome = new("mails.welcome");
    private static readonly TaskDefinition<string> Follow = new("mails.follow_up");

    public static void Map(IServiceCollection services, string? redis)
    {
        #region map
        var streaq = services.AddStreaq(options => options.Redis = redis);
        streaq.AddWorker(worker => worker.Concurrency = 20);
        streaq.Map(Welcome, (WelcomeMail mail, IMailService mails, CancellationToken ct) => mails.SendAsync(mail.To, ct))
            .WithMaxAttempts(10);
        streaq.Map(Follow, (string to, IMailService mails, CancellationToken ct) => mails.SendAsync(to, ct));
        streaq.Cron("mails.digest", "0 8 * * *", (IMailService mails, CancellationToken ct) => mails.SendAsync("everybody", ct));
        streaq.UseRetry(retry => retry.BaseDelay = TimeSpan.FromSeconds(15));
        #endregion
    }

    public static async Task<TaskHandle> EnqueueAsync(IStreaqClient client, string to)
    {
        #region enqueue
        var welcome = await client.EnqueueAsync(Welcome, new WelcomeMail(to));
        await client.EnqueueAsync(Welcome, new WelcomeMail(to), new EnqueueOptions { Delay = TimeSpan.FromDays(7) });
        var followUp = await client.EnqueueAsync(Follow, to, new EnqueueOptions { After = [welcome] });
        #endregion
        return followUp;
    }
}

internal sealed record WelcomeMail(string To);

internal interface IMailService
{
    Task SendAsync(string to, CancellationToken ct);
}
