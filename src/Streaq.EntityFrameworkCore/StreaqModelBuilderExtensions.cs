using Streaq.EntityFrameworkCore;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds Streaq's tables to a model.</summary>
public static class StreaqModelBuilderExtensions
{
    /// <summary>Longer than an id of 200 characters: the row of a schedule has a prefix before the schedule's id.</summary>
    private const int LongestTaskId = 210;

    /// <summary>
    /// Adds the table of the outbox, which holds tasks between the commit and the queue. Call it in <c>OnModelCreating</c>, then add a
    /// migration.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="schema">The table's schema. Default: that of the model.</param>
    /// <returns>The model.</returns>
    public static ModelBuilder AddStreaqOutbox(this ModelBuilder modelBuilder, string table = "streaq_outbox", string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentException.ThrowIfNullOrEmpty(table);
        return modelBuilder.Entity<OutboxRow>(row =>
        {
            row.ToTable(table, schema);
            row.HasKey(one => one.Sequence);
            row.Property(one => one.Sequence).HasColumnName("sequence").ValueGeneratedOnAdd();
            row.Property(one => one.Queue).HasColumnName("queue").HasMaxLength(200);
            // Handles find a task by its id, and the relay finds the tasks that a row waits for.
            row.HasIndex(one => one.TaskId);
            row.Property(one => one.TaskId).HasColumnName("task_id").HasMaxLength(LongestTaskId);
            row.Property(one => one.TaskName).HasColumnName("task").HasMaxLength(200);
            row.Property(one => one.After).HasColumnName("after_tasks");
            row.Property(one => one.Message).HasColumnName("message");
            row.Property(one => one.CreatedAt).HasColumnName("created_at");
            row.Property(one => one.Refused).HasColumnName("refused").HasMaxLength(1_000);
        });
    }

    /// <summary>
    /// Adds the table of the inbox, which holds the ids and results of tasks whose effect is in the database. Call it in
    /// <c>OnModelCreating</c>, then add a migration.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="schema">The table's schema. Default: that of the model.</param>
    /// <returns>The model.</returns>
    public static ModelBuilder AddStreaqInbox(this ModelBuilder modelBuilder, string table = "streaq_inbox", string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentException.ThrowIfNullOrEmpty(table);
        return modelBuilder.Entity<InboxRow>(row =>
        {
            row.ToTable(table, schema);
            row.HasKey(one => new { one.Queue, one.TaskId });
            row.HasIndex(one => one.HandledAt);
            row.Property(one => one.Queue).HasColumnName("queue").HasMaxLength(200);
            row.Property(one => one.TaskId).HasColumnName("task_id").HasMaxLength(200);
            row.Property(one => one.Result).HasColumnName("result");
            row.Property(one => one.HandledAt).HasColumnName("handled_at");
        });
    }
}
