from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.CharField(max_length=52, primary_key=True, serialize=False)),
                ("scheme", models.PositiveSmallIntegerField()),
                ("scenario", models.JSONField()),
                ("view", models.JSONField()),
                ("engine", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["created"], name="traces_link_created_bb8d58_idx")
                ],
            },
        ),
    ]
